# Who tries names at the door learns nothing of who has a sign-in: one that exists and one that does not are answered alike.

$ nuan init --scenario beijing-2020
! serve
> GET /en/app/sign-in
  save form name="csrf" value="([^"]+)"
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=not+this+one&next=
  401
  tries left: 4
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=not+this+one&next=
  401
  tries left: 3
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=not+this+one&next=
  401
  tries left: 2
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=not+this+one&next=
  401
  tries left: 1
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=not+this+one&next=
  401
  User name or password is wrong
> POST /en/app/sign-in
< csrf=${form}&login=clerk.demo&secret=not+this+one&next=
  401
  Too many wrong tries; try again in 1 minutes
> POST /en/app/sign-in
< csrf=${form}&login=nobody.demo&secret=not+this+one&next=
  401
  tries left: 4
> POST /en/app/sign-in
< csrf=${form}&login=nobody.demo&secret=not+this+one&next=
  401
  tries left: 3
> POST /en/app/sign-in
< csrf=${form}&login=nobody.demo&secret=not+this+one&next=
  401
  tries left: 2
> POST /en/app/sign-in
< csrf=${form}&login=nobody.demo&secret=not+this+one&next=
  401
  tries left: 1
> POST /en/app/sign-in
< csrf=${form}&login=nobody.demo&secret=not+this+one&next=
  401
  User name or password is wrong
> POST /en/app/sign-in
< csrf=${form}&login=nobody.demo&secret=not+this+one&next=
  401
  Too many wrong tries; try again in 1 minutes
