"""Who is eligible in project work, by days and hours worked: rules, windows, verdicts. Pure."""
