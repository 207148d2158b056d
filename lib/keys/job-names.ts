/** The name under which whoever asks for a rotation nudges the work. */
export const rotationJobName = "key-rotation";
