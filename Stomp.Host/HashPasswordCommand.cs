using System.CommandLine;
using System.Text;
using Stomp.AspNetCore.Logins;

namespace Stomp.Host;

/// <summary><c>hash-password</c>: makes of a password what stands in the configuration.</summary>
internal static class HashPasswordCommand
{
    public static Command Create()
    {
        var command = new Command(
            "hash-password", "Read a password, from a pipe or without showing it, and print its hash for Stomp:Users:0:PasswordHash.");
        command.SetAction(static _ => Run());
        return command;
    }

    // A password on the command line would stand in the list of processes and in the shell's history: it is read, and never an argument.
    private static int Run()
    {
        string? password = Console.IsInputRedirected ? Console.In.ReadToEnd().TrimEnd('\r', '\n') : Ask();
        if (string.IsNullOrEmpty(password))
        {
            Console.Error.WriteLine(password is null ? "stomp: the two passwords differ" : "stomp: the password is empty");
            return 1;
        }

        if (password.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
        {
            Console.Error.WriteLine("stomp: the password has more than one line; a passcode is one header");
            return 1;
        }

        Console.WriteLine(StompPasswordHash.Create(password));
        return 0;
    }

    private static string? Ask()
    {
        string password = ReadHidden("Password: ");
        return password.Length == 0 || ReadHidden("Again: ") == password ? password : null;
    }

    private static string ReadHidden(string prompt)
    {
        Console.Error.Write(prompt);
        var text = new StringBuilder();
        ConsoleKeyInfo key;
        while ((key = Console.ReadKey(intercept: true)).Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                text.Length = Math.Max(0, text.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                text.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return text.ToString();
    }
}
