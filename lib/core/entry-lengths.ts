/** The longest ticket and comment that are kept beside an act, in UTF-16 units. */
export const TICKET_LENGTH = 128
export const COMMENT_LENGTH = 2000
