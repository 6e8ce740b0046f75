export function FileRoom() {
  return null;
}
