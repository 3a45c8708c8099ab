"""What security and durability cost, and what they were shown to hold: build/bench/vault.json.

A file here with `figures(ground)` is a benchmark of that name; nothing else has to be written anywhere:

    def figures(ground: Ground) -> Iterator[Figure]:
        with ground.commune.copied() as work, closing(unlocked(work / HOME)) as database:
            ...
        yield Figure("a backup of the whole station", seconds, "s", 60)
"""
