Console.WriteLine("Nothing is simulated yet.");
