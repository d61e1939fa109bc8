"""What every shell, controller and driver must pass: proofs that anybody can run again."""
