/*
 * complaint.h -- what the triggers of the complaint table share
 */
#ifndef CF_COMPLAINT_H
#define CF_COMPLAINT_H

#endif							/* CF_COMPLAINT_H */
