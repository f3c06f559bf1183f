/*
 * message.h -- messages of the outbox: who is told what about a case
 */
#ifndef CF_MESSAGE_H
#define CF_MESSAGE_H

#include "utils/jsonb.h"

#include "case/write.h"

extern char *cf_audience_of(CfWrite *write, const CfRow *row, const char *who,
							const char *department);
extern void cf_push_text(JsonbParseState **state, const char *key,
						 const char *text);
extern void cf_push_int(JsonbParseState **state, const char *key, int number);
extern void cf_push_time(JsonbParseState **state, const char *key,
						 TimestampTz time);
extern JsonbParseState *cf_content_begin(CfWrite *write);
extern Jsonb *cf_content_end(JsonbParseState *state);
extern bool cf_message_exists(CfWrite *write, const char *dedup);
extern void cf_send_message(CfWrite *write, const char *topic,
							const char *audience, const char *dedup,
							Jsonb *content);

#endif							/* CF_MESSAGE_H */
