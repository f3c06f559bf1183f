/*
 * erase.h -- erasing a customer's personal data
 */
#ifndef CF_ERASE_H
#define CF_ERASE_H

extern bool cf_is_erasing(void);

#endif							/* CF_ERASE_H */
