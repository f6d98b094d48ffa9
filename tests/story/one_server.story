# One folder has one server; verbs reach it while it serves.

$ nuan init --scenario beijing-2020
! serve
$ nuan serve --listen 127.0.0.1:1
  exit 1
$ nuan donation enter --campaign warm-wuhan --amount 12.34
$ nuan show campaign warm-wuhan --format json
  json gifts = 22768
  json amount_fen = 361791234
$ test -S ${DATA}/socket
! stop
$ test ! -e ${DATA}/socket
$ nuan donation enter --campaign warm-wuhan --amount 0.01
$ nuan show campaign warm-wuhan --format json
  json gifts = 22769
$ nuan verify
