/* Why an operation failed, as the caller must react; carried up as a value.
 * The text is the English format literal at the place of the error (a message id) with up to
 * four arguments; the door renders it in the reader's language (text/say.h).
 * Three kinds of failure are never confused: a programmer's error asserts, an expected refusal
 * and an exhausted resource come back as an err.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_BASE_ERR_H
#define NUAN_BASE_ERR_H

#include <stdbool.h>
#include <stdint.h>

/* Marks a message id for the catalogue; changes nothing. */
#define N_(text) text
#define WARN_UNUSED __attribute__((warn_unused_result))

typedef enum err_code {
    ERR_NONE = 0,
    ERR_INPUT,    /* the request breaks a rule, the message says which */
    ERR_SIGN_IN,  /* nobody is signed in, or the secret is wrong */
    ERR_DENIED,   /* the actor lacks the right */
    ERR_ABSENT,   /* no such thing, or not visible to this actor */
    ERR_CONFLICT, /* someone was faster */
    ERR_STALE,    /* the version the change stands on is no longer the current one */
    ERR_KEY,      /* the idempotency key came before with another body */
    ERR_LIMIT,    /* a stated bound would be passed: a body, a file */
    ERR_FLOOD,    /* too much from one place in a short time; try again a little later */
    ERR_STORE,    /* the database failed or the queue is full; try again */
    ERR_MEMORY,   /* an arena reached its bound */
    ERR_DAMAGE,   /* stored data contradict themselves: verification failed */
    ERR_COUNT
} err_code;

enum {
    ERR_ARGS_MAX = 4,
    ERR_TEXT_MAX = 120, /* bytes of a text argument, cut at a character */
    ERR_FIELD_MAX = 48
};

typedef struct err_arg {
    bool is_text;
    int64_t number;
    char text[ERR_TEXT_MAX];
} err_arg;

typedef struct err {
    err_code code;
    const char *message;       /* message id, a literal; NULL when code is ERR_NONE */
    const char *hint;          /* message id of what to do, or NULL */
    char field[ERR_FIELD_MAX]; /* name of the field as in the API, or "" */
    int arg_count;
    err_arg args[ERR_ARGS_MAX];
} err;

/* Sets *e and returns false, so that callers write: return err_set(e, ...).
 * `format` knows %s, %d, %ld, %lld, %zu, %.*s; its arguments are copied. */
bool err_set(err *e, err_code code, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The same for one field of the input. */
bool err_field(err *e, const char *field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Adds what to do (a message id literal) to an error that stands; returns false. */
bool err_hint(err *e, const char *hint);
/* Puts the arguments into `format` (the message id or its translation, which may use %1$s ...).
 * Writes at most `size` bytes with a NUL; returns the length of what stands in `into`. */
int err_render(const err *e, const char *format, char *into, int size);

#endif
