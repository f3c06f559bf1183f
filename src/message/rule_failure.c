/*
 * rule_failure.c -- reporting rules that cannot be evaluated
 */
#include "postgres.h"

#include "job/job.h"
#include "message/message.h"
#include "message/rule_failure.h"

/*
 * May this message be written?  The lock of a case does not guard it, and to
 * wait for another case could end in a deadlock: while somebody else writes
 * such a message we leave it to the next failure, unless it is the same.
 */
static bool
is_ours_to_tell(CfWrite *write, const char *key)
{
	return !cf_message_exists(write, key) && cf_try_lock(write->desk, "rule_failed");
}

/*
 * cf_tell_failures -- a rule that cannot be evaluated counts as not matched,
 * and its supervisors are told, once for each version of the rules
 */
void
cf_tell_failures(CfWrite *write, List *failures)
{
	CfDesk	   *desk = write->desk;
	ListCell   *cell;

	foreach(cell, failures)
	{
		CfJson		json = cf_content_begin(write);
		char	   *key = psprintf("rule_failed/%d/%s", desk->rules_version,
								   (char *) lfirst(cell));

		cf_push_text(&json, "rule", lfirst(cell));
		if (is_ours_to_tell(write, key))
			cf_send_message(write, "rule_failed",
							desk->fallback_role ?
							psprintf("role %s", desk->fallback_role) : NULL,
							key, cf_json_end(&json));
	}
}
