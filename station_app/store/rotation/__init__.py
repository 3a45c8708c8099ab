"""A new data key for the station's file: made anew beside it, proved, and put in its place.

| step in the slot file | `station.db` | `station.db.new` | the old file | what a crash here leads to |
|---|---|---|---|---|
| none | old key | | | nothing has begun |
| `copying` | old key | absent, half or whole | | the copy is thrown away and made again |
| `swapping` | old key | whole, proved | | as `copying`: work may have gone on in the old file |
| `swapping` | not there, or new key | whole, proved, or moved | there | the renaming is finished |
| `proving` | new key | | there, or already gone | it is opened and counted again, then the old file goes |
| none | new key | | | done |

From the first step to the last the slot file grants both keys, and opening takes the one that fits the file.
The slot file is written before the files are touched, so that it never promises what is not there. The old
file is removed only after the new one was opened, checked page by page and counted in its place. Nobody works
meanwhile: the file is held exclusively, and whoever opens the station is told so."""

from station_app.store.rotation.course import Rotated, abandon, rotate
from station_app.store.rotation.settling import settle

__all__ = ["Rotated", "abandon", "rotate", "settle"]
