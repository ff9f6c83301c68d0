using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace Chat.Pages;

/// <summary>The modern page. What it shows beyond its frame comes over STOMP.</summary>
internal sealed class IndexModel(IOptions<ChatOptions> options) : PageModel
{
    public IReadOnlyList<string> Rooms => options.Value.Rooms;

    public string Me => User.Identity!.Name!;
}
