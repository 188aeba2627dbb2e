"""What happened between two versions of a package: events, found in the rows, told by `wording.stories`."""
