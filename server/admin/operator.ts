/** Who a line of the log names when it was no account. */
export const OPERATOR = 'operator'
