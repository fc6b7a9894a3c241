"""Charts of the dashboard: drawn by matplotlib, coloured by the desk's style sheet."""
