"""What can be done with reports. One public function per use case; each is one transaction."""
