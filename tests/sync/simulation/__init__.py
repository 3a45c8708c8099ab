"""Virtual wire, disk and clock under the real code; a seed gives a script, one that fails is shrunk."""
