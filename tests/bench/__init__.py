"""Speed of the offline path, beside a reference loop measured in the same run: `make bench`."""
