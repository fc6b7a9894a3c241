"""Documents that leave the desk: an alert on paper, and drafts of reports to authorities."""
