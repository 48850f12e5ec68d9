"""``python -m shopcrm``: the same as the ``shopcrm`` command."""

from shopcrm.cli.main import main

if __name__ == "__main__":
    main()
