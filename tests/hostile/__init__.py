"""Whatever is given to the program from outside, made as hostile as it can be: refused in words, or taken."""
