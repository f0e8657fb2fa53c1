// Reading a team card with the camera, where the browser can: over HTTPS and with a barcode detector of its own.

/** @returns {Promise<boolean>} whether this device can read QR codes from its camera */
export async function canScan() {
  const detector = /** @type {any} */ (window).BarcodeDetector;
  if (!window.isSecureContext || !detector || !navigator.mediaDevices?.getUserMedia) return false;
  try {
    return (await detector.getSupportedFormats()).includes("qr_code");
  } catch {
    return false;
  }
}

/**
 * Shows the camera until a code is read or the time is over.
 * @param {HTMLVideoElement} video
 * @returns {Promise<string>} what stands in the code; empty when none was read
 */
export async function scan(video) {
  const Detector = /** @type {any} */ (window).BarcodeDetector;
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  try {
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    const detector = new Detector({ formats: ["qr_code"] });
    const end = Date.now() + 30_000;
    while (Date.now() < end && video.isConnected && !video.hidden) {
      const [found] = await detector.detect(video);
      if (found) return found.rawValue;
      await new Promise((resolve) => { setTimeout(resolve, 150); });
    }
    return "";
  } finally {
    video.hidden = true;
    stream.getTracks().forEach((track) => track.stop());
  }
}
