# A copy restored elsewhere is the same books; its log signs only when it has seen what the public has seen.
only sqlite

$ nuan init --scenario beijing-2020
! serve
$ nuan log checkpoint > last.txt
$ nuan backup copy.nuan
! stop
$ nuan --data restored restore copy.nuan
$ nuan --data restored verify
$ nuan --data restored show campaign warm-wuhan --format json
  json gifts = 22767
$ nuan --data restored log publish
  exit 1
  nuan log resume --last-checkpoint FILE
$ nuan --data restored log resume --last-checkpoint last.txt
