"""What administrators and auditors do: access, plugins, settings, audit trail, jobs, suite."""
