# A backup that was altered or cut off restores nothing, and the folder stays free for the right one.
only sqlite

$ nuan init --scenario none
$ nuan backup ${WORK}/good
$ head -c 3000 ${WORK}/good > ${WORK}/cut
$ sed 's/SQLite format/SQLite-format/' ${WORK}/good > ${WORK}/altered
$ nuan --data ${WORK}/other restore ${WORK}/cut
  exit 1
  no whole backup
$ nuan --data ${WORK}/other restore ${WORK}/altered
  exit 1
  no whole backup
$ ls ${WORK}/other
  exit 2
$ nuan --data ${WORK}/other restore ${WORK}/good
$ nuan --data ${WORK}/other restore ${WORK}/good
  exit 1
  holds data already
$ nuan --data ${WORK}/other verify
