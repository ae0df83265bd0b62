"""What a worker does: speak to the axis, sign what goes out, stand in for the axis where there is none."""
