/*
 * message.h -- messages of the outbox: who is told what about a case
 */
#ifndef CF_MESSAGE_H
#define CF_MESSAGE_H

#include "case/write.h"
#include "history/canonical_json.h"

extern char *cf_audience_of(CfWrite *write, const CfRow *row, const char *who,
							const char *department);
extern void cf_push_text(CfJson *json, const char *key, const char *text);
extern void cf_push_int(CfJson *json, const char *key, int number);
extern void cf_push_time(CfJson *json, const char *key, TimestampTz time);
extern CfJson cf_content_begin(CfWrite *write);
extern bool cf_message_exists(CfWrite *write, const char *dedup);
extern void cf_send_message(CfWrite *write, const char *topic,
							const char *audience, const char *dedup,
							Jsonb *content);

#endif							/* CF_MESSAGE_H */
