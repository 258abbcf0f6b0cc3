"""`python -m crm` is the `callboard` command."""

from crm.cli import main

main()
