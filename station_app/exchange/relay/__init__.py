"""PCs of one service point without the province: each keeps the others' signed work and passes it on."""
