"""The Qt frame: window, work off the GUI thread, and the kits from which every room's screens are made."""
