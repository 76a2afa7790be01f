/**
 * The series of a run's seconds, recorded beside its metrics: the seconds of training at the end of each epoch, pauses
 * left out. No metric: lists, queries and tables do not know it. Runs of earlier versions have none.
 */
export const secondsSeries = 'time/seconds';
