/*
 * settings.h -- settings of a session
 */
#ifndef CF_SETTINGS_H
#define CF_SETTINGS_H

/* called once from _PG_init */
extern void cf_settings_init(void);
extern const char *cf_actor_setting(void);
extern bool cf_import_wanted(void);

#endif							/* CF_SETTINGS_H */
