"""Pages of the reports. They work without JavaScript; scripts only add comfort."""
