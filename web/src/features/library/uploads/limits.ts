/** What a deployment takes as a rule; the server decides, and says so before a file is sent. */
export const LIMITS = 'Each up to 5 GB and 4 hours.';
