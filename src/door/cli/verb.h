/* Verbs of the command line: one table feeds parser, help and dispatch.  A verb works on a house,
 * writes to a sink, and does not know whether it runs in the caller's process or, through the
 * socket of the data folder, in the server.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NUAN_DOOR_CLI_VERB_H
#define NUAN_DOOR_CLI_VERB_H

#include "door/house.h"
#include "sheet/sheet.h"
#include "sys/fd.h"
#include "sys/unix.h"
#include "text/say.h"

enum { VERB_OPTIONS_MAX = 16, VERB_FILES_MAX = SYS_UNIX_FDS_MAX, VERB_WORDS_MAX = 128 };

/* Exit codes. */
enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_UNVERIFIED = 3 };

typedef enum verb_stream { STREAM_OUT = 1, STREAM_ERR = 2, STREAM_PROGRESS = 3 } verb_stream;

/* Where a verb's output goes. */
typedef struct verb_sink {
    void *self;
    void (*write)(void *self, verb_stream stream, span bytes);
} verb_sink;

typedef enum verb_format { FORMAT_TABLE, FORMAT_JSON, FORMAT_CSV, FORMAT_XLSX } verb_format;

typedef struct verb verb;

typedef struct verb_option {
    span name, value; /* value {NULL, 0}: a flag */
} verb_option;

typedef struct verb_call {
    const verb *verb;
    arena *home;  /* of this call */
    house *house; /* NULL for verbs that open none */
    const house_setup *setup;
    actor author; /* os:<user>, or --as */
    say_lang lang;
    verb_format format;
    bool is_terminal; /* progress may be drawn */
    verb_option options[VERB_OPTIONS_MAX];
    int option_count;
    span words[VERB_WORDS_MAX]; /* positional arguments */
    int word_count;
    /* open descriptors of the words, for verbs that read files; -1: none */
    int files[VERB_FILES_MAX];
    span input; /* standard input, for verbs that read it */
    const verb_sink *sink;
} verb_call;

struct verb {
    const char *noun, *name; /* import statement: noun "statement", name "import" */
    /* words after the verb: "--campaign CODE [--dry-run] FILE..."; options outside of brackets
     * are needed */
    const char *usage;
    const char *help;    /* message id, one sentence */
    const char *options; /* "campaign= account= dry-run": '=' takes a value */
    int words_min, words_max;
    bool writes;                 /* needs the writer */
    bool reads_files;            /* its words are files to read */
    const char *file_option;     /* option whose value is a file to read, in files[0]; NULL: none */
    bool reads_input;            /* wants standard input */
    bool opens_none;             /* works without an open house (init, restore) */
    int (*run)(verb_call *call); /* exit code */
};

extern const verb verb_table[];
extern const size_t verb_count;

/* Value of an option; {NULL, 0} when not given.  Flag given or not. */
span verb_value(const verb_call *call, const char *name);
bool verb_flag(const verb_call *call, const char *name);

/* To standard output: bytes, a text, a format. */
void verb_out(verb_call *call, span bytes);
void verb_text(verb_call *call, const char *text);
void verb_format_out(verb_call *call, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Says an error in the caller's language on the error stream; returns EXIT_FAILED, or EXIT_USAGE
 * when an option has a value that it can't have. */
int verb_fail(verb_call *call, const err *why);
/* Names of things by the caller's language. */
span verb_name(const verb_call *call, span zh, span en);

/* One value as the answer: a line of text, {"name": "value"}, or a column with one row.  Returns
 * the exit code. */
int verb_answer(verb_call *call, const char *name, span value);

/* ---- lists ---------------------------------------------------------------------------------- */

/* GRID_WORD: a word of the program (a state, a channel); tables say it in the reader's language. */
typedef enum grid_type {
    GRID_TEXT,
    GRID_WORD,
    GRID_COUNT,
    GRID_MONEY,
    GRID_DAY,
    GRID_TIME,
    GRID_ID
} grid_type;
typedef struct grid_column {
    const char *name;  /* in json and csv */
    const char *label; /* message id, in tables */
    grid_type type;
} grid_column;
typedef struct grid_cell {
    span text;
    int64_t number; /* count, amount, day, microseconds (civil), id */
    int64_t asset;  /* of an amount; 0: CNY */
} grid_cell;
enum { GRID_COLUMNS_MAX = 24 };

/* A list in the format that was asked for.  xlsx goes to the file named by --out, or to standard
 * output. */
typedef struct grid {
    verb_call *call;
    const grid_column *columns;
    int column_count;
    int64_t row_count;
    buffer out;
    sheet_writer *book;
    bool book_is_sent; /* to standard output, when it is whole */
    char book_path[HOUSE_PATH_MAX];
    int widths[GRID_COLUMNS_MAX];
    grid_cell *kept; /* table format: kept for the widths */
    size_t kept_count, kept_size;
} grid;
WARN_UNUSED bool grid_open(
    grid *g, verb_call *call, const grid_column *columns, int count, err *reterr);
WARN_UNUSED bool grid_row(grid *g, const grid_cell *cells, err *reterr);
WARN_UNUSED bool grid_close(grid *g, err *reterr);

/* ---- running -------------------------------------------------------------------------------- */

/* Parses words into a call: finds the verb (noun-verb and verb-noun alike), options and positional
 * words.
 * Errors: ERR_INPUT what is wrong and the usage. */
WARN_UNUSED bool verb_parse(verb_call *call, const span *words, int count, err *reterr);
/* The command line from main.  `argv` as the process got it.  Returns the exit code. */
int cli_main(const store_driver *sqlite, const store_driver *postgres, int argc, char **argv,
    int (*serve)(verb_call *call));
/* The server's end of the socket: runs one verb that came over `fd`. */
void cli_serve_one(house *h, int fd);

#endif
