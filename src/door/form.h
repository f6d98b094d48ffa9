/* Forms of visitors: a key in each that makes sending it twice do one thing, and that tells a form of
 * ours that a person had before her from what a machine sends.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_FORM_H
#define NUAN_DOOR_FORM_H

#include "door/door.h"

enum { DOOR_FORM_KEY_SIZE = 32 };
/* Stands in a page that many readers share where each gets her own key. */
#define DOOR_FORM_PLACE "-----the-key-of-this-form-here--"

/* A key: random, with the time, under the house's own key.  Any thread. */
void door_form_key(const door_request *r, char into[DOOR_FORM_KEY_SIZE + 1]);
/* For the form that is shown again: the key that came, if it is one of ours and not old, else a new
 * one. */
void door_form_key_keep(const door_request *r, char into[DOOR_FORM_KEY_SIZE + 1]);
/* Whether the form that came is taken: its key is ours, a person could have filled it in since it was
 * made, it is not older than a day, and the field that nobody sees is empty.
 * Errors (ERR_INPUT): show the form again, with a new key and all that was typed. */
WARN_UNUSED bool door_form_check(const door_request *r, err *reterr);

#endif
