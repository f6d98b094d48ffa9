# A copy of a PostgreSQL database goes into an empty one; what is not empty, or of another kind, is left alone.
only postgresql

$ nuan init --scenario beijing-2020
$ nuan log checkpoint > last.txt
$ nuan backup copy.nuan
$ nuan --data restored restore copy.nuan
  exit 1
  This backup is of PostgreSQL: say where to with --db
$ nuan --data restored --db "${SPARE}" verify
  exit 1
$ nuan --data restored --db "${SPARE}" restore copy.nuan
$ nuan --data restored verify
$ nuan --data restored show campaign warm-wuhan --format json
  json gifts = 22767
  json amount_fen = 361790000
$ nuan --data restored log publish
  exit 1
$ nuan --data restored log resume --last-checkpoint last.txt
$ nuan --data restored log publish
$ nuan --data restored verify
$ nuan --data again --db "${SPARE}" restore copy.nuan
  exit 1
  The database is not empty; restore into a new one
$ ls again
  not keys
$ nuan --data small init --scenario none
$ nuan --data small backup small.nuan
$ nuan --data again --db "${SPARE}" restore small.nuan
  exit 1
  This backup is of SQLite: leave out --db
$ nuan --data again restore small.nuan
$ nuan --data again verify
