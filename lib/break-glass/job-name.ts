/** The work that mails about emergency accesses and ends those whose hour is over. */
export const breakGlassJob = "break-glass";
