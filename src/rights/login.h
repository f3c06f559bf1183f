/*
 * login.h -- which database role a member of staff logs in as
 */
#ifndef CF_LOGIN_H
#define CF_LOGIN_H

extern char *cf_login_id(Oid role);
extern bool cf_login_is_local(const char *id);
extern Oid	cf_login_role(const char *name, const char *id);

#endif							/* CF_LOGIN_H */
