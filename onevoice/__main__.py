"""`python -m onevoice` is the command `onevoice`, where no script was installed."""

from onevoice.cli import main

if __name__ == "__main__":
    main()
