"""The desk's work: every change that a person makes to an alert, a case, a suppression or a view.

One call is one transaction: rights, the revision that was seen, the state machine, a line of the
time line and an entry of the record of deeds, or nothing at all.
"""
