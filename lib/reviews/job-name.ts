/** The name under which whoever asks for a review nudges the work in the background. */
export const reviewJobName = "activity-reviews";
