"""What both processes need and no one else owns. Knows no lead and imports nothing of ours."""
