"""The station's counter with the province: what goes, what comes, what a person must settle."""
