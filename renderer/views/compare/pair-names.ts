/** What the two runs are called where two alone are compared. */
export interface PairNames {
  readonly left: string;
  readonly right: string;
  readonly leftLetter: string;
  readonly rightLetter: string;
}
