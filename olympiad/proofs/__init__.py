"""What proves a certificate without the server: keys, signatures in QR codes, pages that check them offline."""
