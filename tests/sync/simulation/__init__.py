"""Virtual wire, disk and clock under the real code: a seed gives a script, and a script that fails is shrunk."""
