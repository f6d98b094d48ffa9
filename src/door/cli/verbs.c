/* The table of verbs, and the help made from it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "door/cli/verbs_in.h"

#include "text/text.h"

#include <stdio.h>
#include <string.h>

#define IDS "ID"

const verb verb_table[] = {
    { "", "init", "[--scenario beijing-2020|none] [--public-url URL]",
        N_("Makes a new data folder."), "scenario= public-url=", 0, 0, .writes = true,
        .opens_none = true, .run = run_init },
    { "", "serve",
        "[--listen 127.0.0.1:PORT] [--clock TIME] [--public-url URL] [--proxy ADDRESS,...]",
        N_("Serves pages and API."), "listen= clock= public-url= proxy=", 0, 0, .writes = true,
        .opens_none = true },
    { "statement", "import",
        "--campaign CODE [--account CODE] [--profile NAME] [--payouts gifts|payouts] [--dry-run] "
        "[--skip-rejected] FILE...",
        N_("Imports payment files."), "campaign= account= profile= payouts= dry-run skip-rejected",
        1, VERB_FILES_MAX, .writes = true, .reads_files = true, .run = run_import_statement },
    { "rows", "import",
        "IMPORT [--kind gift|refund|known|settlement|ignored|rejected] [--after ROW] [--limit N]"
        " [--reason contact|receipt|match|complaint|audit]",
        N_("Lists rows of an imported file; with a reason their payers too, and the look is "
           "recorded."),
        "kind= after= limit= reason=", 1, 1, .writes = true, .run = run_import_rows },
    { "upload", "list", "",
        N_("Lists files that were sent to be looked at and are not booked yet."), "", 0, 0,
        .run = run_list_uploads },
    { "upload", "rows",
        "UPLOAD [--file NUMBER] [--kind gift|refund|known|settlement|ignored|rejected] [--after "
        "ROW]"
        " [--limit N] [--reason contact|receipt|match|complaint|audit]",
        N_("Lists rows of a file that waits by what would become of them; with a reason their "
           "payers "
           "too, and the look is recorded."),
        "file= kind= after= limit= reason=", 1, 1, .writes = true, .run = run_upload_rows },
    { "watch", "import",
        "DIR --campaign CODE [--account CODE] [--skip-rejected] [--every SECONDS] [--once]",
        N_("Imports each file that comes into a folder."),
        "campaign= account= skip-rejected every= once", 1, 1, .opens_none = true,
        .run = run_import_watch },
    { "confirm", "import", IDS, N_("Confirms an import as a second person."), "", 1, 1,
        .writes = true, .run = run_import_confirm },
    { "undo", "import", IDS, N_("Reverses a whole import."), "", 1, 1, .writes = true,
        .run = run_import_undo },
    { "orgs", "import", "[--below CODE] [--dry-run] FILE",
        N_("Imports organisations from a table."), "below= dry-run", 1, 1, .writes = true,
        .reads_files = true, .run = run_import_orgs },
    { "profile", "try", "FILE [PROFILE.json]", N_("Shows how a payment file is read, row by row."),
        "", 1, 2, .reads_files = true, .opens_none = true, .run = run_profile_try },
    { "profile", "suggest", "FILE", N_("Proposes a profile for a table that is not known."), "", 1,
        1, .reads_files = true, .opens_none = true, .run = run_profile_suggest },
    { "profile", "add", "[--org CODE] PROFILE.json", N_("Adds a profile, or a new version of it."),
        "org=", 1, 1, .writes = true, .reads_files = true, .run = run_profile_add },
    { "profile", "end", "[--org CODE] CODE", N_("Takes a profile out of use."), "org=", 1, 1,
        .writes = true, .run = run_profile_end },
    { "profile", "list", "[--org CODE]", N_("Lists profiles of payment files."), "org=", 0, 0,
        .run = run_list_profiles },
    { "profile", "show", "[--org CODE] CODE", N_("Prints a profile."), "org=", 1, 1,
        .run = run_show_profile },
    { "profile", "set", "ACCOUNT CODE|none",
        N_("Reads the files of an account with a profile from now on, or as they look."), "", 2, 2,
        .writes = true, .run = run_profile_set },
    { "profile", "accounts", "", N_("Lists accounts whose files are read with a chosen profile."),
        "", 0, 0, .run = run_list_account_profiles },
    { "", "reconcile", "ACCOUNT [--from DAY] [--to DAY]",
        N_("Compares the files of an account with the books, day by day."), "from= to=", 1, 1,
        .run = run_reconcile },
    { "daily", "set", "ACCOUNT HOUR|none",
        N_("Asks for a bill of each day, by an hour of the next; the desk tells of missing ones."),
        "", 2, 2, .writes = true, .run = run_daily_set },
    { "daily", "list", "", N_("Lists accounts with a daily bill and what is missing of them."), "",
        0, 0, .run = run_list_daily },
    { "flood", "set", "promise|claim|question --burst COUNT --every-ms MILLISECONDS",
        N_("Takes so many requests of visitors at once from one network, then one after each "
           "pause."),
        "burst= every-ms=", 1, 1, .writes = true, .run = run_flood_set },
    { "flood", "list", "", N_("Lists how many requests of visitors are taken."), "", 0, 0,
        .run = run_list_floods },
    { "seen", "add", "ACCOUNT --gifts COUNT --amount YUAN --as-of TIME",
        N_("Enters what a provider's screen shows before its bill is here; it is in no total."),
        "gifts= amount= as-of=", 1, 1, .writes = true, .run = run_seen_add },
    { "seen", "end", "[--campaign CODE] ID", N_("Takes a mistaken figure back."), "campaign=", 1, 1,
        .writes = true, .run = run_seen_end },
    { "seen", "list", "[--campaign CODE]", N_("Lists what was seen at providers, newest first."),
        "campaign=", 0, 0, .run = run_list_seen },
    { "want", "add",
        "NAME --class HEADING [--campaign CODE] [--name-en NAME] [--class-en HEADING]"
        " [--standard TEXT]",
        N_("Adds goods that a campaign takes."), "class= campaign= name-en= class-en= standard=", 1,
        1, .writes = true, .run = run_want_add },
    { "want", "end", "[--campaign CODE] ID", N_("Takes goods off the list."), "campaign=", 1, 1,
        .writes = true, .run = run_want_end },
    { "want", "list", "[--campaign CODE]", N_("Lists goods that a campaign takes."), "campaign=", 0,
        0, .run = run_list_wants },
    { "way", "add",
        "NAME --kind qr|bank|cash|page|other [--campaign CODE] [--place N] [--title-en NAME]"
        " [--holder NAME] [--number NUMBER] [--bank NAME] [--payload TEXT] [--note TEXT]"
        " [--note-en TEXT]",
        N_("Adds a way to give, which stands on the campaign's page."),
        "kind= campaign= place= title-en= holder= number= bank= payload= note= note-en=", 1, 1,
        .writes = true, .run = run_way_add },
    { "way", "end", "[--campaign CODE] ID", N_("Takes a way to give off the campaign's page."),
        "campaign=", 1, 1, .writes = true, .run = run_way_end },
    { "way", "list", "[--campaign CODE] [--all]",
        N_("Lists ways to give, with --all ended ones, too."), "campaign= all", 0, 0,
        .run = run_list_ways },
    { "donation", "link", "[--end] ID",
        N_("Makes a secret link by which the giver follows a gift, or ends all of a gift."), "end",
        1, 1, .writes = true, .run = run_donation_link },
    { "rule", "add", "WORDS --campaign CODE [--purpose CODE] [--account CODE] [--dry-run]",
        N_("Sends gifts whose remark holds the words to a campaign or purpose."),
        "campaign= purpose= account= dry-run", 1, 1, .writes = true, .run = run_rule_add },
    { "rule", "end", "[--org CODE] ID", N_("Ends a rule of direction."), "org=", 1, 1,
        .writes = true, .run = run_rule_end },
    { "rule", "list", "[--org CODE] [--all]",
        N_("Lists rules of direction and what each caught, with --all ended ones, too."),
        "org= all", 0, 0, .run = run_list_rules },
    { "campaign", "show", "CODE", N_("Shows the figures of a campaign."), "", 1, 1,
        .run = run_show_campaign },
    { "accounts", "show", "[--org CODE] [--as-of DAY] [--known-at DAY|TIME]",
        N_("Shows accounts and balances."), "org= as-of= known-at=", 0, 0,
        .run = run_show_accounts },
    { "import", "show", IDS, N_("Shows the report of an import."), "", 1, 1,
        .run = run_show_import },
    { "donation", "show", IDS, N_("Shows a gift and where it was seen."), "", 1, 1,
        .run = run_show_donation },
    { "donor", "show", "ID --reason contact|receipt|match|complaint|audit",
        N_("Shows the sealed name and message of a giver; the look is recorded."), "reason=", 1, 1,
        .writes = true, .run = run_show_donor },
    { "row", "show", "IMPORT NUMBER", N_("Shows a row of an imported file."), "", 2, 2,
        .run = run_show_row },
    { "donations", "list", "[--campaign CODE] [--unclaimed] [--limit N]",
        N_("Lists gifts, newest first."), "campaign= unclaimed limit=", 0, 0,
        .run = run_list_donations },
    { "refunds", "list", "[--campaign CODE] [--held]", N_("Lists refunds."), "campaign= held", 0, 0,
        .run = run_list_refunds },
    { "imports", "list", "", N_("Lists imported files."), "", 0, 0, .run = run_list_imports },
    { "orgs", "list", "", N_("Lists organisations."), "", 0, 0, .run = run_list_orgs },
    { "campaigns", "list", "", N_("Lists campaigns."), "", 0, 0, .run = run_list_campaigns },
    { "users", "list", "", N_("Lists sign-ins and their roles."), "", 0, 0, .run = run_list_users },
    { "tokens", "list", "", N_("Lists API tokens and the right of each."), "", 0, 0,
        .run = run_list_tokens },
    { "changes", "list", "[--limit N]", N_("Lists the audit trail, newest first."), "limit=", 0, 0,
        .run = run_list_changes },
    { "journal", "export", "[--format hledger|ledger|beancount|csv]",
        N_("Writes the books as a journal."), "", 0, 0, .run = run_export_journal },
    { "checkpoint", "log", "", N_("Prints the signed head of the public log."), "", 0, 0,
        .run = run_log_checkpoint },
    { "vkey", "log", "", N_("Prints the key that verifies the public log."), "", 0, 0,
        .run = run_log_vkey },
    { "proof", "log", "ID|NUMBER [--out FILE]", N_("Writes the proof of one entry."), "", 1, 1,
        .run = run_log_proof },
    { "receipt", "verify", "FILE [--vkey KEY | --key FILE]",
        N_("Checks a receipt (PDF or .tlog-proof) with the log's key alone."), "vkey= key=", 1, 1,
        .reads_files = true, .opens_none = true, .run = run_receipt_verify },
    { "receipt", "request",
        "[GIFT] --title NAME [--payment NUMBER --amount YUAN --day DAY] [--organisation] [--list "
        "FILE] "
        "[--id-no NUMBER] [--email ADDRESS] [--address ADDRESS] [--phone NUMBER] [--campaign CODE]",
        N_("Asks for a receipt of a gift, named by its id or by what the payment says."),
        "title= payment= amount= day= organisation list= id-no= email= address= phone= campaign=",
        0, 1, .writes = true, .file_option = "list", .run = run_receipt_request },
    { "receipt", "open", "REQUEST [--campaign CODE]",
        N_("Shows all that a request for a receipt says; the look is recorded."), "campaign=", 1, 1,
        .writes = true, .run = run_receipt_open },
    { "receipt", "review", "REQUEST... [--approve | --refuse REASON] [--gift ID] [--campaign CODE]",
        N_("Reviews requests that another person entered."), "approve refuse= gift= campaign=", 1,
        VERB_WORDS_MAX, .writes = true, .run = run_receipt_review },
    { "receipt", "issue", "REQUEST [--campaign CODE]",
        N_("Gives the receipt of a reviewed request."), "campaign=", 1, 1, .writes = true,
        .run = run_receipt_issue },
    { "receipt", "run", "[--campaign CODE] [--yearly]",
        N_("Gives the receipts of all reviewed requests, or the sums of the year."),
        "campaign= yearly", 0, 0, .writes = true, .run = run_receipt_run },
    { "receipt", "void", "NUMBER --reason TEXT [--again] [--campaign CODE]",
        N_("Ends a receipt; with --again its request waits for its review anew."),
        "reason= again campaign=", 1, 1, .writes = true, .run = run_receipt_void },
    { "receipt", "show", "NUMBER [--pdf [--site ADDRESS] | --proof] [--campaign CODE]",
        N_("Shows a receipt, or writes its paper or proof, which counts as a copy."),
        "pdf site= proof campaign=", 1, 1, .writes = true, .run = run_receipt_show },
    { "receipt", "threshold", "[YUAN]",
        N_("Shows or sets from which amount on a gift has a receipt of its own."), "", 0, 1,
        .writes = true, .run = run_receipt_threshold },
    { "receipts", "list", "[--campaign CODE] [--limit N]", N_("Lists receipts, newest first."),
        "campaign= limit=", 0, 0, .run = run_list_receipts },
    { "requests", "list", "[--campaign CODE] [--state STATE] [--exact] [--limit N]",
        N_("Lists requests for receipts, oldest first."), "campaign= state= exact limit=", 0, 0,
        .run = run_list_requests },
    { "export", "log", "DIR", N_("Writes the public log as files."), "", 1, 1,
        .run = run_log_export },
    { "resume", "log", "--last-checkpoint FILE", N_("Lets a restored log sign again."),
        "last-checkpoint=", 0, 0, .writes = true, .file_option = "last-checkpoint",
        .run = run_log_resume },
    { "publish", "log", "", N_("Publishes all that waits for the public log."), "", 0, 0,
        .writes = true, .run = run_log_publish },
    { "user", "add", "LOGIN --org CODE --role R [--name NAME] --password-stdin",
        N_("Adds a sign-in."), "org= role= name= password-stdin", 1, 1, .writes = true,
        .run = run_user_add },
    { "user", "end", "LOGIN", N_("Ends a sign-in."), "", 1, 1, .writes = true,
        .run = run_user_end },
    { "token", "add", "--right R [--org CODE] [--label TEXT]",
        N_("Makes an API token and prints it, once."), "right= org= label=", 0, 0, .writes = true,
        .run = run_token_add },
    { "token", "end", IDS, N_("Ends an API token."), "", 1, 1, .writes = true,
        .run = run_token_end },
    { "campaign", "add",
        "CODE --org CODE --name TEXT --purpose TEXT --contact TEXT [--opened TIME] [--closes TIME]",
        N_("Opens a campaign with its accounts."),
        "org= name= name-en= purpose= purpose-en= beneficiaries= contact= surplus= filing-no= "
        "phase= opened= closes=",
        1, 1, .writes = true, .run = run_campaign_add },
    { "campaign", "edit", "CODE [--filing-no NO] [--phase P] [--closes TIME]",
        N_("Changes a campaign."), "filing-no= phase= closes=", 1, 1, .writes = true,
        .run = run_campaign_edit },
    { "purpose", "add", "CODE --campaign CODE --name TEXT",
        N_("Adds a purpose that gifts can be bound to."), "campaign= name= name-en=", 1, 1,
        .writes = true, .run = run_purpose_add },
    { "donation", "enter",
        "--campaign CODE --amount YUAN [--currency HKD] [--day DAY [--before-campaign]] "
        "[--payer NAME] [--persons N]",
        N_("Enters a gift of cash."),
        "campaign= amount= currency= day= before-campaign payer= persons= message= purpose= "
        "organisation",
        0, 0, .writes = true, .run = run_donation_enter },
    { "donation", "refund", "ID [--amount YUAN]", N_("Gives a gift back."), "amount=", 1, 1,
        .writes = true, .run = run_donation_refund },
    { "donation", "move", "ID [--campaign CODE] [--purpose CODE] [--dry-run]",
        N_("Moves a gift to another campaign or purpose: reverses it and books it there anew."),
        "campaign= purpose= dry-run", 1, 1, .writes = true, .run = run_donation_move },
    { "promise", "make",
        "--amount YUAN [--campaign CODE] [--payer NAME] [--display full|masked|anonymous|none] "
        "[--message TEXT] [--purpose CODE] [--days N] [--organisation]",
        N_("Keeps a promise and prints the order code for the payment's remark."),
        "campaign= amount= payer= display= message= purpose= days= organisation", 0, 0,
        .writes = true, .run = run_promise_make },
    { "promise", "show", "CODE [--campaign CODE]", N_("Shows how far a promise is kept."),
        "campaign=", 1, 1, .run = run_promise_show },
    { "promises", "list", "[--campaign CODE] [--state open|kept|expired|withdrawn] [--limit N]",
        N_("Lists promises, newest first."), "campaign= state= limit=", 0, 0,
        .run = run_list_promises },
    { "promise", "withdraw", "CODE [--campaign CODE]", N_("Withdraws a promise that is open."),
        "campaign=", 1, 1, .writes = true, .run = run_promise_withdraw },
    { "promise", "days", "[N]", N_("Shows or sets for how many days a new promise stands."), "", 0,
        1, .writes = true, .run = run_promise_days },
    { "match", "list", "[--campaign CODE] [--state waits|held] [--limit N]",
        N_("Lists gifts whose giver is to be found, the likeliest first."),
        "campaign= state= limit=", 0, 0, .run = run_match_list },
    { "match", "show", "GIFT", N_("Shows what a gift may be, and why."), "", 1, 1,
        .run = run_match_show },
    { "match", "link", "GIFT... CODE... [--forget-payer]",
        N_("These gifts keep those promises; the payer is remembered."), "forget-payer", 2, 32,
        .writes = true, .run = run_match_link },
    { "match", "unlink", "GIFT [CODE]", N_("Takes a match back."), "", 1, 2, .writes = true,
        .run = run_match_unlink },
    { "match", "claim", "GIFT [--payer NAME] [--display D] [--organisation] [--forget-payer]",
        N_("Says whose a gift is that keeps no promise; without a name it is who the payer is "
           "known "
           "for."),
        "payer= display= organisation forget-payer", 1, 1, .writes = true, .run = run_match_claim },
    { "match", "hold", "GIFT --reason TEXT", N_("Leaves a gift for later."), "reason=", 1, 1,
        .writes = true, .run = run_match_hold },
    { "match", "release", "GIFT", N_("Takes a gift up again that was on hold."), "", 1, 1,
        .writes = true, .run = run_match_release },
    { "match", "payers", "[--campaign CODE]", N_("Lists payers that are remembered."),
        "campaign=", 0, 0, .run = run_match_payers },
    { "match", "forget", "PAYER [--campaign CODE]", N_("Forgets a payer."), "campaign=", 1, 1,
        .writes = true, .run = run_match_forget },
    { "match", "threshold", "[0.95]",
        N_("Shows or sets the confidence from which a match is made without a person."), "", 0, 1,
        .writes = true, .run = run_match_threshold },
    { "disclosure", "prepare",
        "--campaign CODE [--from DAY] [--to DAY] [--corrects YEAR/NUMBER] [--reason TEXT] "
        "[--reason-en TEXT]",
        N_("Freezes the figures of a campaign for a second person to review, and prints its id."),
        "campaign= from= to= corrects= reason= reason-en=", 0, 0, .writes = true,
        .run = run_disclosure_prepare },
    { "disclosure", "review", IDS, N_("Reviews a disclosure as a second person."), "", 1, 1,
        .writes = true, .run = run_disclosure_review },
    { "disclosure", "return", "ID --why TEXT", N_("Sends a disclosure back to who prepared it."),
        "why=", 1, 1, .writes = true, .run = run_disclosure_return },
    { "disclosure", "withdraw", "ID --why TEXT", N_("Withdraws a disclosure that one prepared."),
        "why=", 1, 1, .writes = true, .run = run_disclosure_withdraw },
    { "disclosure", "publish", IDS,
        N_("Publishes a reviewed disclosure under the next number, and prints it."), "", 1, 1,
        .writes = true, .run = run_disclosure_publish },
    { "disclosure", "show", "ID|YEAR/NUMBER [--campaign CODE]",
        N_("Shows the frozen figures of a disclosure."), "campaign=", 1, 1,
        .run = run_disclosure_show },
    { "disclosures", "list",
        "[--campaign CODE] [--state prepared|reviewed|published|sent-back|withdrawn]",
        N_("Lists disclosures, newest first."), "campaign= state= limit=", 0, 0,
        .run = run_list_disclosures },
    { "", "verify", "[--log DIR]", N_("Recounts books, totals, log, attachments and audit trail."),
        "log=", 0, 0, .run = run_verify },
    { "", "backup", "FILE", N_("Writes everything into one file."), "", 1, 1, .run = run_backup },
    { "", "restore", "FILE", N_("Restores a backup into a new data folder."), "", 1, 1,
        .writes = true, .opens_none = true, .run = run_restore },
    { "", "help", "[COMMAND]", N_("Shows this list, or how one command is used."), "", 0, 2,
        .opens_none = true, .run = run_help },
    { "", "version", "", N_("Shows the version."), "", 0, 0, .opens_none = true,
        .run = run_version },
};
const size_t verb_count = sizeof verb_table / sizeof *verb_table;

/* `help list donations` tells of that one; one that has no such second word is told of by its
 * first. */
static bool is_asked(const verb_call *call, const verb *v)
{
    for (int i = 0; i < call->word_count; i++) {
        bool is_last = i == 1 || v->noun[0] == '\0';
        if (!span_is(call->words[i], v->name) && !span_is(call->words[i], v->noun))
            return false;
        if (is_last)
            return true;
    }
    return true;
}

int run_help(verb_call *call)
{
    verb_format_out(call, "nuan --data DIR [--db URL] [--lang zh|en] %s\n\n",
        say(call->lang, N_("COMMAND ...")));
    for (size_t i = 0; i < verb_count; i++) {
        const verb *v = &verb_table[i];
        if (!is_asked(call, v))
            continue;
        verb_format_out(call, "  %s%s%s %s\n      %s\n", v->name, v->noun[0] ? " " : "", v->noun,
            v->usage, say(call->lang, v->help));
    }
    verb_format_out(call, "\n%s\n",
        say(call->lang, N_("All answers come as --format table|json|csv, lists also as xlsx. --as "
                           "LOGIN acts as a person; the password comes on standard input. Exit "
                           "codes: 0 done, 1 failed, 2 wrong use, 3 verification failed.")));
    return EXIT_DONE;
}

int run_version(verb_call *call)
{
    verb_text(call, "nuan 0.1.0\n");
    return EXIT_DONE;
}
