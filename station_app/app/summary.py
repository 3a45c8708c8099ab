"""The household summary: the sheet of the households room, with what the other rooms have to say."""
