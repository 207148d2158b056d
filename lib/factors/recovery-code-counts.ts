/** How many codes a person gets, and from how few on they are told to make new ones. */
export const recoveryCodeCounts = { made: 10, few: 3 } as const;
